import 'server-only';
import { assertOurs } from './allowed-origins.ts';
import { errorResponse, jsonResponse, withoutBodyForHead } from './answer-request.ts';
import { describeApi } from './openapi.ts';
import { ourOrigins } from './our-origins.ts';
import { webLog } from './web-log.ts';

/** Answers with the description of the API. It holds nothing of anybody, so whoever may ask us at all may have it. */
export async function answerDescription(request: Request): Promise<Response> {
  try {
    assertOurs(request.headers, ourOrigins());
    return await withoutBodyForHead(request, jsonResponse(describeApi(), 200));
  } catch (error) {
    return withoutBodyForHead(request, errorResponse(error, webLog, '/api/openapi.json'));
  }
}

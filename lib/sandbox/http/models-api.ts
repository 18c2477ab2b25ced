import { prettyReply, type Reply } from './replies.ts';

/** A few names to show. The sandbox answers for any model. */
const shownModels = ['gpt-4o-mini', 'gpt-4o', 'gpt-4.1-mini', 'text-embedding-3-small', 'omni-moderation-latest'];
/** 2024-01-01: nothing depends on it. */
const createdAtSeconds = 1_704_067_200;

export function listModels(): Reply {
  return prettyReply({ object: 'list', data: shownModels.map(convertToWireModel) }, { finalNewline: true });
}

export function retrieveModel(id: string): Reply {
  return prettyReply(convertToWireModel(id), { finalNewline: true });
}

function convertToWireModel(id: string): unknown {
  return { id, object: 'model', created: createdAtSeconds, owned_by: 'sandbox' };
}

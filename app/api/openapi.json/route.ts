import { answerDescription } from '#app/_server/description-route.ts';

/** For programs and for those who write them: OpenAPI 3.1. */
export { answerDescription as GET };

import { answerUpload } from '#app/_server/upload-route.ts';

/** Resumable uploads (tus). GET has nothing to show. */
export {
  answerUpload as DELETE,
  answerUpload as HEAD,
  answerUpload as OPTIONS,
  answerUpload as PATCH,
  answerUpload as POST,
};

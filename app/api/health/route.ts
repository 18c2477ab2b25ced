import { answerHealthRequest } from '#app/_server/health-route.ts';

/** For machines that watch: 200 when everything works, 503 with what does not. */
export { answerHealthRequest as GET };

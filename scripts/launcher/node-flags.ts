/**
 * V8 lets the space of new objects grow with the machine's memory, to 128 MB and more. What streams through the product
 * would only fill it: with these bounds its memory does not depend on the machine. Measured by `npm run bench`.
 */
export const nodeFlags = {
  worker: ['--max-semi-space-size=16'],
  // The bytes of an upload hang on new objects and go when those are cleared away. Seldom cleared, they pile up until
  // all objects are gone through instead, which takes twice the time.
  web: ['--max-semi-space-size=4'],
} as const;

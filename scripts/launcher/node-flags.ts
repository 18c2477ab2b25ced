/**
 * V8 takes the bounds of its heap from the machine's memory, and lets garbage pile up to hundreds of
 * megabytes on a large one before it looks for it. With these bounds the product takes the same on every
 * machine. Measured by `npm run bench`.
 */
export const nodeFlags = {
  worker: ['--max-old-space-size=1024', '--max-semi-space-size=16'],
  // The bytes of an upload hang on new objects and go when those are cleared away. Seldom cleared, they pile up until
  // all objects are gone through instead, which takes twice the time.
  web: ['--max-semi-space-size=4'],
} as const;

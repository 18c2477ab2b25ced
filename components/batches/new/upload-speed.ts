const windowMs = 5000;

interface Sample {
  readonly atMs: number;
  readonly bytes: number;
}

/** Says how fast bytes have left during the last five seconds: a figure that neither jumps nor lags behind. */
export function createSpeedometer(): (atMs: number, bytes: number) => number | null {
  let samples: Sample[] = [];
  return (atMs, bytes) => {
    const last = samples.at(-1);
    if (last !== undefined && bytes < last.bytes) samples = [];
    samples.push({ atMs, bytes });
    samples = samples.filter((sample, index) => atMs - sample.atMs <= windowMs || index === samples.length - 1);
    const [first] = samples;
    if (first === undefined || atMs - first.atMs < 250) return null;
    return ((bytes - first.bytes) * 1000) / (atMs - first.atMs);
  };
}

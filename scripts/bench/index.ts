// npm run bench, or npm run bench -- check collect for some of it
import { AppError } from '#lib/errors.ts';
import { formatReport } from './report.ts';
import { type Section, fullSizes, runBench, sections } from './run-bench.ts';

const stopping = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => stopping.abort(new AppError('conflict', 'Stopped before the end.')));
}

function parseSections(names: readonly string[]): readonly Section[] {
  const unknown = names.filter((name) => !sections.some((section) => section === name));
  if (unknown.length > 0) {
    throw new AppError(
      'invalid_input',
      `There is no ${unknown.join(' or ')} to measure. Choose from ${sections.join(', ')}.`,
    );
  }
  return names.length === 0 ? sections : sections.filter((section) => names.includes(section));
}

try {
  const wanted = parseSections(process.argv.slice(2));
  const say = (sentence: string): void => console.error(sentence);
  const measurements = await runBench({ sizes: fullSizes, wanted, say, signal: stopping.signal });
  console.log(formatReport(measurements));
  if (measurements.some(({ isMet }) => !isMet)) process.exitCode = 1;
} catch (error) {
  if (!AppError.is(error)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}

// node scripts/complete-lock-file.ts, after a change of dependencies
//
// npm leaves optional packages for other platforms out of package-lock.json when its registry does not serve them (a
// mirror, say), and `npm ci` then refuses the file, on every platform. This adds them: their versions are pinned by the
// packages that want them, and their names say where they run. They get no checksum, since nobody here has seen them.
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';

const objectSchema = z.record(z.string(), z.unknown());
const entrySchema = z.object({
  dev: z.boolean().optional(),
  optionalDependencies: z.record(z.string(), z.string()).optional(),
});

const systems = ['aix', 'android', 'darwin', 'freebsd', 'linux', 'openharmony', 'sunos', 'win32'];
const processors = ['arm', 'arm64', 'ia32', 'loong64', 'mips64el', 'ppc64', 'riscv64', 's390x', 'wasm32', 'x64'];

const path = join(import.meta.dirname, '../package-lock.json');
const lock = objectSchema.parse(JSON.parse(await readFile(path, 'utf8')));
const packages = objectSchema.parse(lock['packages']);
const added = findMissing(packages);
if (added.size > 0) {
  const all = Object.entries({ ...packages, ...Object.fromEntries(added) });
  lock['packages'] = Object.fromEntries(all.toSorted(([left], [right]) => left.localeCompare(right, 'en')));
  await writeFile(path, `${JSON.stringify(lock, null, 2)}\n`);
}
console.log(`${added.size} packages for other platforms were missing from package-lock.json.`);

function findMissing(packages: Readonly<Record<string, unknown>>): Map<string, object> {
  const missing = new Map<string, object>();
  for (const [parent, found] of Object.entries(packages)) {
    const entry = entrySchema.parse(found);
    for (const [name, version] of Object.entries(entry.optionalDependencies ?? {})) {
      const place = `node_modules/${name}`;
      const isThere = place in packages || `${parent}/${place}` in packages;
      if (!isThere && /^\d/.test(version)) missing.set(place, describe(name, version, entry.dev === true));
    }
  }
  return missing;
}

function describe(name: string, version: string, isDev: boolean): object {
  const words = (name.split('/').at(-1) ?? name).split('-');
  const system = words.find((word) => systems.includes(word));
  const processor = words.find((word) => processors.includes(word));
  const library = system === 'linux' ? words.find((word) => /^(gnu|musl)/.test(word)) : undefined;
  return {
    version,
    ...(processor === undefined ? {} : { cpu: [processor] }),
    ...(isDev ? { dev: true } : {}),
    ...(library === undefined ? {} : { libc: [library.startsWith('musl') ? 'musl' : 'glibc'] }),
    optional: true,
    ...(system === undefined ? {} : { os: [system] }),
  };
}

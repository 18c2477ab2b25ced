// node scripts/common-passwords.ts: makes the list of common passwords anew from the package that has it.
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { dictionary } from '@zxcvbn-ts/language-common';
import packageDescription from '@zxcvbn-ts/language-common/package.json' with { type: 'json' };
import { fewestListed } from '#lib/accounts/password-rules.ts';

const projectDir = join(import.meta.dirname, '..');
const { name, version, license, homepage } = packageDescription;
const notice = await readFile(join(projectDir, 'node_modules', name, 'LICENSE.txt'), 'utf8');

const passwords = new Set(dictionary['passwords-common'].map((password) => password.toLowerCase()));
const list = {
  source: `${name} ${version}, ${homepage}`,
  license: `${license}. ${notice.replaceAll(/\s+/g, ' ').trim()}`,
  passwords: [...passwords].filter((password) => password.length >= fewestListed).toSorted(),
};
await writeFile(join(projectDir, 'lib/accounts/common-passwords.json'), `${JSON.stringify(list, null, 2)}\n`);
console.log(`${list.passwords.length} passwords of ${fewestListed} and more characters.`);

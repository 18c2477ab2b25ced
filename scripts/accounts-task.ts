import { parseArgs } from 'node:util';
import { makeResetLinkAt } from '#lib/accounts/reset-link.ts';
import type { Settings } from '#lib/config/env.ts';
import type { ListedPerson } from '#lib/contracts/managed-people.ts';
import { InvalidInputError, WrongStateError } from '#lib/errors.ts';
import { makeOwnerInput, operatorResetInput } from '#lib/shared/contract/account-inputs.ts';
import { roleWords } from '#lib/shared/words/role-words.ts';
import { parseInput } from '#lib/verbs/parse-input.ts';
import type { OperatorAccounts } from '#lib/wiring/open-accounts.ts';
import { readAddress } from './launcher/folder-lock.ts';

const usage =
  'Say what to do: npm run accounts -- make-owner EMAIL [--name NAME], npm run accounts -- reset EMAIL [--second-factor], or npm run accounts -- list.';

/** What is to be done: gives the sentences that say what was. */
type Task = (accounts: OperatorAccounts, settings: Settings) => Promise<readonly string[]>;

/** What the arguments ask for. Throws `InvalidInputError` for anything but one of the three. */
export function readTask(args: readonly string[]): Task {
  const { words, name, isSecondFactor } = readArguments(args);
  const [command, email, ...rest] = words;
  if (rest.length > 0 || (isSecondFactor && command !== 'reset')) throw new InvalidInputError(usage);
  if (command === 'list' && email === undefined && name === undefined) return list;
  if (command === 'reset' && email !== undefined && name === undefined) {
    const input = parseInput(operatorResetInput, { email });
    return isSecondFactor
      ? (accounts) => endSecondFactor(accounts, input.email)
      : (accounts, settings) => reset(accounts, settings, input.email);
  }
  if (command === 'make-owner' && email !== undefined) {
    const input = parseInput(makeOwnerInput, name === undefined ? { email } : { email, name });
    return (accounts, settings) => makeOwner(accounts, settings, { email: input.email, name: input.name ?? null });
  }
  throw new InvalidInputError(usage);
}

interface Arguments {
  readonly words: readonly string[];
  readonly name: string | undefined;
  readonly isSecondFactor: boolean;
}

function readArguments(args: readonly string[]): Arguments {
  try {
    const { positionals, values } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: { name: { type: 'string' }, 'second-factor': { type: 'boolean' } },
    });
    return { words: positionals, name: values.name, isSecondFactor: values['second-factor'] === true };
  } catch (error) {
    throw new InvalidInputError(usage, {}, { cause: error });
  }
}

async function makeOwner(
  accounts: OperatorAccounts,
  settings: Settings,
  given: { readonly email: string; readonly name: string | null },
): Promise<readonly string[]> {
  const { link, stored } = makeResetLinkAt(await findOrigin(settings), new Date());
  const { person, isFirst, hasPassword } = await accounts.makeOwner(given, stored);
  return [
    `${person.name} (${person.email}) is an owner of the workspace Local and a site admin.`,
    ...(given.name === null || given.name === person.name
      ? []
      : ['They have an account already and keep their name. They can change it on the Account page.']),
    ...(hasPassword ? [] : ['They choose a password at this link, which works once, within an hour:', link]),
    ...nobodySignsIn(settings, isFirst),
  ];
}

function nobodySignsIn({ accounts }: Settings, isFirst: boolean): readonly string[] {
  if (accounts === 'off') return ['LANGBATCH_ACCOUNTS is off, so nobody signs in here, and the link leads nowhere.'];
  if (accounts === 'by_owner' && isFirst)
    return ['Start LangBatch again: from then on people sign in, and the link leads somewhere.'];
  return [];
}

async function reset(accounts: OperatorAccounts, settings: Settings, email: string): Promise<readonly string[]> {
  const { link, stored } = makeResetLinkAt(await findOrigin(settings), new Date());
  const person = await accounts.addResetLink(email, stored);
  if (person === null) throw nobodyWith(email);
  if (person.disabledAt !== null)
    throw new WrongStateError(`${person.name} is disabled. Enable the account first, in the settings under People.`);
  return [`${person.name} chooses a new password at this link, which works once, within an hour:`, link];
}

async function endSecondFactor(accounts: OperatorAccounts, email: string): Promise<readonly string[]> {
  const ended = await accounts.endSecondFactor(email);
  if (ended === null) throw nobodyWith(email);
  return [
    ended.wasOn
      ? `${ended.name} signs in with the password alone from now on, and is signed out everywhere. They can turn the second factor on again on their Account page.`
      : `${ended.name} has no second factor. Nothing has changed.`,
  ];
}

function nobodyWith(email: string): InvalidInputError {
  return new InvalidInputError(`Nobody has an account with the e-mail ${email}. npm run accounts -- list shows all.`);
}

/** Where the product says that it is reached, as on another port than the one that is set; else as it is set. */
async function findOrigin({ dataDir, publicOrigins }: Settings): Promise<string> {
  return (await readAddress(dataDir)) ?? publicOrigins[0];
}

async function list(accounts: OperatorAccounts): Promise<readonly string[]> {
  const people = await accounts.list();
  if (people.length === 0) return ['Nobody has an account yet.'];
  const rows = people.map((person) => [person.name, person.email, rolesOf(person), stateOf(person)]);
  const widths = [0, 1, 2].map((column) => Math.max(...rows.map((row) => (row[column] ?? '').length)));
  return rows.map((row) => row.map((text, column) => text.padEnd(widths[column] ?? 0)).join('  '));
}

function rolesOf({ memberships, isSiteAdmin }: ListedPerson): string {
  const roles = memberships.map(({ workspace, role }) => `${workspace}: ${roleWords[role].name}`);
  return [...roles, ...(isSiteAdmin ? ['site admin'] : [])].join(', ') || 'no workspace';
}

function stateOf({ disabledAt, lastSeenAt }: ListedPerson): string {
  if (disabledAt !== null) return `disabled since ${minuteOf(disabledAt)}`;
  return lastSeenAt === null ? 'signed in nowhere' : `last seen ${minuteOf(lastSeenAt)}`;
}

function minuteOf(time: Date): string {
  return `${time.toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}

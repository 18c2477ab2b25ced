import { z } from 'zod';
import type { Access } from '#lib/contracts/accounts.ts';
import type { AuditAuthor, AuditEntry, AuditLog, CalledFrom } from '#lib/contracts/audit.ts';
import type { Prisma, PrismaTransaction } from '#lib/db/prisma.ts';
import { ForbiddenError, SignedOutError } from '#lib/errors.ts';
import { storableText } from '#lib/jsonl/storable-text.ts';
import {
  greaterRole,
  type Role,
  roleOfToken,
  roles,
  type TokenScope,
  tokenScopes,
} from '#lib/shared/contract/rights.ts';

/** Who writes to the log of a workspace. */
interface AuditBy {
  readonly author: AuditAuthor;
  /** By what they were let in; null for scripts, and where nobody signs in. */
  readonly access: Access | null;
}

/** Of the library in somebody's script, and of the commands for whoever runs the server. */
export const scriptAuthor: AuditAuthor = {
  actor: { kind: 'script', id: 'script', name: 'script' },
  via: 'script',
  viaName: null,
  address: null,
};

/** Of somebody at a browser. */
export function browserAuthor(
  { id, name }: { readonly id: string; readonly name: string },
  { address }: CalledFrom,
): AuditAuthor {
  return { actor: { kind: 'user', id, name }, via: 'browser', viaName: null, address };
}

/** Of somebody at the door, of whom nobody knows who they are. */
export function strangerAuthor({ address }: CalledFrom): AuditAuthor {
  return { actor: { kind: 'stranger', id: 'stranger', name: 'Somebody' }, via: 'browser', viaName: null, address };
}

/**
 * Opens the log of a workspace for one transaction, which is for whoever may still act: throws `SignedOutError` when
 * their session or token has ended, or they were disabled. Nobody ends any of that until the transaction is over.
 */
export async function openAuditLog(tx: PrismaTransaction, workspaceId: string, by: AuditBy): Promise<AuditLog> {
  const { access } = by;
  const token = access === null ? null : await assertSignedInStill(tx, access);
  const author = { ...by.author, viaName: token?.name ?? null };
  return {
    async write(entry) {
      if (access !== null) await assertRoleStill(tx, workspaceId, access, token);
      await writeAudit(tx, workspaceId, author, entry);
    },
  };
}

const longestName = 200;
const longestWords = 200;

/** Writes one row; null is the workspace of what concerns the whole installation. */
export async function writeAudit(
  tx: PrismaTransaction,
  workspaceId: string | null,
  { actor, via, viaName, address }: AuditAuthor,
  { verb, thing, before, after }: AuditEntry,
): Promise<void> {
  const name = (text: string | null | undefined) => (text == null ? null : storableText(text, longestName));
  const words = (text = '') => (text === '' ? null : storableText(text, longestWords));
  // By the database's clock: Prisma's own default would be that of this machine.
  await tx.$executeRaw`
    insert into audit_event (workspace_id, actor_kind, actor_id, actor_name, via, via_name, address, verb,
                             thing_kind, thing_id, thing_name, before, after)
    values (${workspaceId}, ${actor.kind}, ${name(actor.id)}, ${name(actor.name)}, ${via}, ${name(viaName)},
            ${name(address)}, ${verb}, ${thing?.kind ?? null}, ${name(thing?.id)}, ${name(thing?.name)},
            ${words(before)}, ${words(after)})`;
}

interface UsedToken {
  readonly name: string;
  readonly scope: TokenScope;
}

const tokenRow = z.object({ name: z.string(), scope: z.enum(tokenScopes) });

/** Null for a session. The rows are held, the person's first: whoever disables people holds them in that order too. */
async function assertSignedInStill(tx: PrismaTransaction, access: Access): Promise<UsedToken | null> {
  const { credential, person } = access;
  const people: readonly unknown[] = await tx.$queryRaw`
    select 1 from person where id = ${person.id} and disabled_at is null and not banned for share`;
  // Its last use is written meanwhile, which changes nothing: only its end waits.
  const found: readonly unknown[] =
    credential.kind === 'session'
      ? await tx.$queryRaw`select 1 from session where id = ${credential.id} and expires_at > now() for key share`
      : await tx.$queryRaw`
          select name, scope from api_token
          where id = ${credential.id} and revoked_at is null and (expires_at is null or expires_at > now()) for share`;
  if (people.length === 0 || found.length === 0) throw new SignedOutError(credential.kind);
  return credential.kind === 'session' ? null : tokenRow.parse(found[0]);
}

const memberRow = z.object({ role: z.enum(roles) });

/** Looked at when the change is made: whoever changes members does so under the lock of the workspace, taken before. */
async function assertRoleStill(
  tx: PrismaTransaction,
  workspaceId: string,
  { person, member }: Access,
  token: UsedToken | null,
): Promise<void> {
  const rows: readonly unknown[] = await tx.$queryRaw`
    select role from member where workspace_id = ${workspaceId} and person_id = ${person.id} for share`;
  const [row] = rows;
  if (row === undefined || member === null)
    throw new ForbiddenError('You are no longer a member of this workspace, so nothing was changed.');
  if (!isAtLeast(boundedRole(memberRow.parse(row).role, token), member.role))
    throw new ForbiddenError('Your role in this workspace was changed at the same moment. Load the page again.');
}

function boundedRole(role: Role, token: UsedToken | null): Role {
  return token === null ? role : roleOfToken(token.scope, role);
}

function isAtLeast(role: Role, other: Role): boolean {
  return greaterRole(role, other) === role;
}

const removedAtOnce = 10_000;
const removedRows = z.tuple([z.object({ removed: z.int() })]);

/** Removes what is older, and says how many rows that were: the one way in which rows of the log go. */
export async function removeOldAudit(prisma: Prisma, olderThanDays: number): Promise<number> {
  for (let sum = 0; ;) {
    const [{ removed }] = removedRows.parse(
      await prisma.$queryRaw`select remove_old_audit(${olderThanDays}::int, ${removedAtOnce}::int) as removed`,
    );
    sum += removed;
    if (removed < removedAtOnce) return sum;
  }
}

import type {
  KeptTemplate,
  ListedTemplate,
  NewTemplateVersion,
  Templates,
  TemplateVersion,
} from '#lib/contracts/templates.ts';
import type { PrismaTransaction } from '#lib/db/prisma.ts';
import { StorageError } from '#lib/errors.ts';
import { storableText } from '#lib/jsonl/storable-text.ts';
import { actorSchema } from '#lib/shared/contract/actor.ts';
import { templateNameKey } from '#lib/shared/contract/template-inputs.ts';
import { type Template, templateSchema } from '#lib/shared/contract/template.ts';

/** The templates of one workspace in the dashboard's database. */
export function createTemplateStore(prisma: PrismaTransaction, workspaceId: string): Templates {
  return {
    async lock() {
      await prisma.$executeRaw`
        select pg_advisory_xact_lock(hashtext('langbatch_templates'), hashtext(${workspaceId}))`;
    },
    list: () => list(prisma, workspaceId),
    listNames: () => prisma.template.findMany({ where: { workspaceId }, select: { id: true, name: true } }),
    find: (id) => find(prisma, workspaceId, id),
    async findVersion(id, number) {
      const row = await prisma.templateVersion.findUnique({
        where: { templateId_number: { templateId: id, number }, template: { workspaceId } },
        select: { document: true },
      });
      return row === null ? null : parseTemplate(row.document);
    },
    async create({ id, name }, first) {
      const { createdAt } = first;
      const data = { id, workspaceId, name, nameKey: templateNameKey(name), createdAt };
      await prisma.template.create({ data: { ...data, versions: { create: versionColumns(first) } } });
    },
    async addVersion(id, version) {
      await prisma.template.update({
        where: { id, workspaceId },
        data: { versions: { create: versionColumns(version) } },
      });
    },
    async rename(id, name) {
      await prisma.template.updateMany({ where: { id, workspaceId }, data: { name, nameKey: templateNameKey(name) } });
    },
    async remove(id) {
      await prisma.template.deleteMany({ where: { id, workspaceId } });
    },
  };
}

/** Without the document, which may be large. */
const factColumns = {
  number: true,
  createdAt: true,
  createdByKind: true,
  createdById: true,
  createdByName: true,
} as const;

async function list(prisma: PrismaTransaction, workspaceId: string): Promise<readonly ListedTemplate[]> {
  const rows = await prisma.template.findMany({
    where: { workspaceId },
    select: {
      id: true,
      name: true,
      versions: { select: { ...factColumns, model: true, answerKind: true }, orderBy: { number: 'desc' }, take: 1 },
    },
    orderBy: [{ nameKey: 'asc' }, { id: 'asc' }],
  });
  return rows.flatMap(({ id, name, versions: [newest] }) =>
    newest === undefined
      ? []
      : [{ id, name, newest: convertFacts(newest), model: newest.model, answerKind: newest.answerKind }],
  );
}

async function find(prisma: PrismaTransaction, workspaceId: string, id: string): Promise<KeptTemplate | null> {
  const row = await prisma.template.findUnique({
    where: { id, workspaceId },
    select: { name: true, versions: { select: factColumns, orderBy: { number: 'asc' } } },
  });
  const [first, ...more] = row?.versions.map(convertFacts) ?? [];
  return row === null || first === undefined ? null : { id, name: row.name, versions: [first, ...more] };
}

interface FactRow {
  readonly number: number;
  readonly createdAt: Date;
  readonly createdByKind: string;
  readonly createdById: string;
  readonly createdByName: string;
}

function convertFacts({ number, createdAt, createdByKind, createdById: id, createdByName: name }: FactRow) {
  const kind = actorSchema.shape.kind.safeParse(createdByKind).data ?? 'script';
  return { number, createdAt, createdBy: { kind, id, name } } satisfies TemplateVersion;
}

const maxModelLength = 200;

function versionColumns({ number, createdAt, createdBy, template }: NewTemplateVersion) {
  return {
    number,
    document: template,
    model: storableText(template.model, maxModelLength),
    answerKind: template.answer.kind,
    createdAt,
    createdByKind: createdBy.kind,
    createdById: createdBy.id,
    createdByName: createdBy.name,
  };
}

/** Throws `StorageError` for what only a newer version knows. */
function parseTemplate(document: unknown): Template {
  const parsed = templateSchema.safeParse(document);
  if (parsed.success) return parsed.data;
  throw new StorageError('This template was saved by a newer version of LangBatch. Update LangBatch.', {
    cause: parsed.error,
  });
}

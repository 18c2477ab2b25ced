import { posix } from 'node:path';
import type { TableLimits } from '../table-limits.ts';
import { readWholeXml } from './read-xml.ts';
import type { Zip } from './zip.ts';

export interface WorkbookSheet {
  readonly name: string;
  readonly isHidden: boolean;
  /** The name of its part. */
  readonly part: string;
}

export interface WorkbookParts {
  /** With cells; sheets that are charts are left out. In their order, hidden ones last. */
  readonly sheets: readonly WorkbookSheet[];
  /** Days are counted from 1904, as old Macs did. */
  readonly countsFrom1904: boolean;
  readonly sharedStrings: string | null;
  readonly styles: string | null;
}

interface Relation {
  readonly id: string;
  /** The last word of its type, which is the same in strict files and others. */
  readonly kind: string;
  readonly part: string;
}

/** What a workbook consists of; null where the package holds no workbook. */
export async function readWorkbookParts(zip: Zip, limits: TableLimits): Promise<WorkbookParts | null> {
  const root = await readRelations(zip, '', limits);
  const workbook = root.find(({ kind }) => kind === 'officeDocument')?.part ?? 'xl/workbook.xml';
  const content = zip.read(workbook);
  if (content === null) return null;
  const relations = await readRelations(zip, workbook, limits);
  const partOf = (wanted: string): string | null => relations.find(({ kind }) => kind === wanted)?.part ?? null;
  const sheets: WorkbookSheet[] = [];
  let countsFrom1904 = false;
  await readWholeXml(
    content,
    {
      open: (name, attributes) => {
        if (name === 'workbookPr') countsFrom1904 = ['1', 'true', 'on'].includes(attributes['date1904'] ?? '');
        if (name !== 'sheet') return;
        const id = Object.entries(attributes).find(([key]) => key.endsWith(':id'))?.[1];
        const relation = relations.find((one) => one.id === id);
        if (relation?.kind !== 'worksheet') return;
        const isHidden = (attributes['state'] ?? 'visible') !== 'visible';
        sheets.push({ name: attributes['name'] ?? '', isHidden, part: relation.part });
      },
    },
    limits.maxCellLength,
  );
  return {
    sheets: [...sheets.filter((sheet) => !sheet.isHidden), ...sheets.filter((sheet) => sheet.isHidden)],
    countsFrom1904,
    sharedStrings: partOf('sharedStrings'),
    styles: partOf('styles'),
  };
}

/** What a part names as its own; none where it names nothing. */
async function readRelations(zip: Zip, part: string, limits: TableLimits): Promise<Relation[]> {
  const folder = posix.dirname(part);
  const content = zip.read(posix.join(folder, '_rels', `${posix.basename(part)}.rels`));
  const relations: Relation[] = [];
  if (content === null) return relations;
  await readWholeXml(
    content,
    {
      open: (name, attributes) => {
        const target = attributes['Target'];
        if (name !== 'Relationship' || target === undefined || attributes['TargetMode'] === 'External') return;
        relations.push({
          id: attributes['Id'] ?? '',
          kind: attributes['Type']?.split('/').at(-1) ?? '',
          part: posix.join(target.startsWith('/') ? '' : folder, target).replace(/^\/+/u, ''),
        });
      },
    },
    limits.maxCellLength,
  );
  return relations;
}

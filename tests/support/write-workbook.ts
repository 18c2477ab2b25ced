import { writeZip } from './write-zip.ts';

const main = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const relations = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const packages = 'http://schemas.openxmlformats.org/package/2006/relationships';

export interface WorkbookText {
  /** By name, what stands within `<worksheet>`. */
  readonly sheets: Readonly<Record<string, string>>;
  readonly hidden?: readonly string[];
  /** What stands within `<sst>`; null: there is no such part. */
  readonly strings?: string | null;
  /** What stands within `<styleSheet>`; null: there is no such part. */
  readonly styles?: string | null;
  readonly workbookPr?: string;
}

/** The parts of a workbook of which the XML is written by hand, for what no writer makes on purpose. */
export function workbookParts(text: WorkbookText): Record<string, string> {
  const { sheets, hidden = [], strings = null, styles = null, workbookPr = '' } = text;
  const names = Object.keys(sheets);
  const state = (name: string): string => (hidden.includes(name) ? ' state="hidden"' : '');
  const listed = names.map(
    (name, at) => `<sheet name="${name}" sheetId="${at + 1}"${state(name)} r:id="rId${at + 1}"/>`,
  );
  const linked = names.map((_, at) => relation(`rId${at + 1}`, 'worksheet', `worksheets/sheet${at + 1}.xml`));
  if (strings !== null) linked.push(relation('rIdStrings', 'sharedStrings', 'sharedStrings.xml'));
  if (styles !== null) linked.push(relation('rIdStyles', 'styles', '/xl/styles.xml'));
  return {
    '_rels/.rels': relationships([relation('rId1', 'officeDocument', 'xl/workbook.xml')]),
    'xl/workbook.xml': `<workbook xmlns="${main}" xmlns:r="${relations}">${workbookPr}<sheets>${listed.join('')}</sheets></workbook>`,
    'xl/_rels/workbook.xml.rels': relationships(linked),
    ...Object.fromEntries(
      names.map((name, at) => [
        `xl/worksheets/sheet${at + 1}.xml`,
        `<?xml version="1.0" encoding="UTF-8"?><worksheet xmlns="${main}">${sheets[name]}</worksheet>`,
      ]),
    ),
    ...(strings === null ? {} : { 'xl/sharedStrings.xml': `<sst xmlns="${main}">${strings}</sst>` }),
    ...(styles === null ? {} : { 'xl/styles.xml': `<styleSheet xmlns="${main}">${styles}</styleSheet>` }),
  };
}

export function writeWorkbook(text: WorkbookText): Buffer {
  return writeZip(workbookParts(text));
}

/** Rows of texts, numbers and booleans, each cell written in place. */
export function sheetData(rows: readonly (readonly (string | number | boolean)[])[]): string {
  const cell = (value: string | number | boolean): string => {
    if (typeof value === 'string') return `<c t="inlineStr"><is><t>${escapeXml(value)}</t></is></c>`;
    return typeof value === 'number' ? `<c><v>${value}</v></c>` : `<c t="b"><v>${value ? 1 : 0}</v></c>`;
  };
  return `<sheetData>${rows.map((cells) => `<row>${cells.map(cell).join('')}</row>`).join('')}</sheetData>`;
}

function escapeXml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

function relation(id: string, kind: string, target: string): string {
  return `<Relationship Id="${id}" Type="${relations}/${kind}" Target="${target}"/>`;
}

function relationships(all: readonly string[]): string {
  return `<Relationships xmlns="${packages}">${all.join('')}</Relationships>`;
}

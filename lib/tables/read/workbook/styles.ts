import type { TableLimits } from '../table-limits.ts';
import { readWholeXml } from './read-xml.ts';

/** Formats that files name by number only (ECMA-376, part 1, 18.8.30), as Excel shows them with English settings. */
const builtInFormats: Readonly<Record<number, string>> = {
  1: '0',
  2: '0.00',
  3: '#,##0',
  4: '#,##0.00',
  5: '"$"#,##0_);\\("$"#,##0\\)',
  6: '"$"#,##0_);[Red]\\("$"#,##0\\)',
  7: '"$"#,##0.00_);\\("$"#,##0.00\\)',
  8: '"$"#,##0.00_);[Red]\\("$"#,##0.00\\)',
  9: '0%',
  10: '0.00%',
  11: '0.00E+00',
  12: '# ?/?',
  13: '# ??/??',
  14: 'm/d/yyyy',
  15: 'd-mmm-yy',
  16: 'd-mmm',
  17: 'mmm-yy',
  18: 'h:mm AM/PM',
  19: 'h:mm:ss AM/PM',
  20: 'h:mm',
  21: 'h:mm:ss',
  22: 'm/d/yyyy h:mm',
  37: '#,##0_);\\(#,##0\\)',
  38: '#,##0_);[Red]\\(#,##0\\)',
  39: '#,##0.00_);\\(#,##0.00\\)',
  40: '#,##0.00_);[Red]\\(#,##0.00\\)',
  41: '_(* #,##0_);_(* \\(#,##0\\);_(* "-"_);_(@_)',
  42: '_("$"* #,##0_);_("$"* \\(#,##0\\);_("$"* "-"_);_(@_)',
  43: '_(* #,##0.00_);_(* \\(#,##0.00\\);_(* "-"??_);_(@_)',
  44: '_("$"* #,##0.00_);_("$"* \\(#,##0.00\\);_("$"* "-"??_);_(@_)',
  45: 'mm:ss',
  46: '[h]:mm:ss',
  47: 'mm:ss.0',
  48: '##0.0E+0',
  49: '@',
};
const general = 'General';

/** Dates of East Asian versions of Excel, where each language has its own way of writing; elsewhere they are shown so. */
function isEastAsianDate(id: number): boolean {
  return (id >= 27 && id <= 31) || id === 36 || (id >= 50 && id <= 58);
}

/** Tells the number format of a cell by its style. */
export type FormatOfStyle = (style: number) => string;

/** Reads which number format each style has; without styles, every number is a plain one. */
export async function readStyles(
  content: AsyncIterable<Uint8Array> | null,
  limits: TableLimits,
): Promise<FormatOfStyle> {
  const ownFormats = new Map<number, string>();
  const formatIds: number[] = [];
  let isInCellStyles = false;
  if (content === null) return () => general;
  await readWholeXml(
    content,
    {
      open: (name, attributes) => {
        if (name === 'numFmt') ownFormats.set(Number(attributes['numFmtId']), attributes['formatCode'] ?? general);
        if (name === 'cellXfs') isInCellStyles = true;
        if (name === 'xf' && isInCellStyles) formatIds.push(Number(attributes['numFmtId'] ?? 0));
      },
      close: (name) => {
        if (name === 'cellXfs') isInCellStyles = false;
      },
    },
    limits.maxCellLength,
  );
  const formats = formatIds.map(
    (id) => ownFormats.get(id) ?? builtInFormats[id] ?? (isEastAsianDate(id) ? 'yyyy/m/d' : general),
  );
  return (style) => formats[style] ?? general;
}

import { xmlAttribute } from './xlsx-text.ts';

/** Styles of a workbook by their number in it. */
export interface Styles {
  /** Of a text: shown as it is, also when somebody changes it. */
  text(text: string, isHeading: boolean): number;
  /** Of a number shown in a format, such as `0.0%`. */
  format(format: string): number;
  toXml(): string;
}

/** Excel takes some 200 formats that are not its own; what has a further one is shown as a plain number. */
const maxFormats = 200;
const maxFormatLength = 255;

/** Numbers of formats up to 163 are Excel's own. */
const firstFormat = 164;

const plain = 0;
const quoted = 1;
const heading = 2;
const quotedHeading = 3;
const fixedStyles = [
  '<xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>',
  '<xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0" quotePrefix="1"/>',
  '<xf numFmtId="0" fontId="1" fillId="0" borderId="0" xfId="0" applyFont="1"/>',
  '<xf numFmtId="0" fontId="1" fillId="0" borderId="0" xfId="0" quotePrefix="1" applyFont="1"/>',
];

/**
 * The ones of Excel's own formats that it shows by the reader's language, and General: written by their numbers they stay
 * so.
 */
const ownFormats: ReadonlyMap<string, number> = new Map([
  ['General', 0],
  ['mm-dd-yy', 14],
  ['m/d/yy h:mm', 22],
]);

/**
 * Where such a text is typed, Excel makes a formula, a number, a date or a truth value of it, or eats its apostrophe:
 * without a quote prefix it would do so as soon as somebody edits the cell.
 */
const wouldBecomeOther = /^\s*(?:[=+\-@'\d.,(%#$€£¥]|(?:true|false)$)/iu;

export function createStyles(): Styles {
  const formats = new Map<string, number>();
  return {
    text: (text, isHeading) =>
      wouldBecomeOther.test(text) ? (isHeading ? quotedHeading : quoted) : isHeading ? heading : plain,
    format: (format) => {
      const known = formats.get(format);
      if (known !== undefined) return known;
      if (format === 'General' || formats.size >= maxFormats || !isWritable(format)) return plain;
      const style = fixedStyles.length + formats.size;
      formats.set(format, style);
      return style;
    },
    toXml: () => stylesXml([...formats.keys()]),
  };
}

function isWritable(format: string): boolean {
  return format !== '' && format.length <= maxFormatLength && /^[^\p{Cc}\p{Cs}]+$/u.test(format);
}

function stylesXml(formats: readonly string[]): string {
  const numbers = formats.map((format, index) => ownFormats.get(format) ?? firstFormat + index);
  const named = formats.map((format, index) =>
    ownFormats.has(format) ? '' : `<numFmt numFmtId="${numbers[index]}" formatCode="${xmlAttribute(format)}"/>`,
  );
  const count = named.filter((xml) => xml !== '').length;
  const styles = [
    ...fixedStyles,
    ...numbers.map((id) => `<xf numFmtId="${id}" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>`),
  ];
  const font = '<sz val="11"/><name val="Calibri"/><family val="2"/>';
  return [
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n',
    '<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">',
    count === 0 ? '' : `<numFmts count="${count}">${named.join('')}</numFmts>`,
    `<fonts count="2"><font>${font}</font><font><b/>${font}</font></fonts>`,
    '<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills>',
    '<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>',
    '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>',
    `<cellXfs count="${styles.length}">${styles.join('')}</cellXfs>`,
    '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles>',
    '</styleSheet>',
  ].join('');
}

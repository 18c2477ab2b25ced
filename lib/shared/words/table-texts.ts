import type { TableProblem, TableProblemCode, TableRefusal, TableRefusalCode } from '#lib/shared/contract/table.ts';
import { formatCount, formatNumber } from './format.ts';
import type { ProblemText } from './problem-texts.ts';

interface Found {
  /** `3 rows`, `1 row`. */
  readonly count: (one: string) => string;
  /** The first place, such as `row 12, column “price”`. */
  readonly first: string;
  readonly column: string;
}

const problemTexts: Readonly<Record<TableProblemCode, (found: Found) => ProblemText>> = {
  row_too_short: ({ count, first }) => ({
    title: `${count('row')} with fewer cells than the header.`,
    explanation: `The first is ${first}. The missing cells are read as empty.`,
    fix: 'If cells are in the wrong column there, add the missing delimiters and upload the file again.',
  }),
  row_too_long: ({ count, first }) => ({
    title: `${count('row')} with more cells than the header.`,
    explanation: `The first is ${first}. What stands beyond the last column is left out.`,
    fix: 'Give every column a name in the header. In a CSV file, put a cell that holds the delimiter in quotes, or choose another delimiter.',
  }),
  unnamed_column: ({ count, column }) => ({
    title: `${count('column')} without a name.`,
    explanation: `The first is called ${column} here, after its letter.`,
    fix: 'To use other names, write them into the header and upload the file again.',
  }),
  repeated_column: ({ count, column }) => ({
    title: `${count('column')} with a name that another column has.`,
    explanation: `The first is called ${column} here, so that the two can be told apart.`,
    fix: 'To use other names, change them in the header and upload the file again.',
  }),
  second_header: ({ first }) => ({
    title: 'The table seems to have two header rows.',
    explanation: `The second one, ${first}, is read as data.`,
    fix: 'Leave one header row in the file and upload it again. If that row is data, leave it as it is.',
  }),
  invalid_characters: ({ count, first }) => ({
    title: `${count('cell')} with characters that could not be read.`,
    explanation: `The first is ${first}. There is a � in place of each of them.`,
    fix: 'Choose the encoding that the file was saved in. If the file itself has the �, correct it where the table was made.',
  }),
  nul_character: ({ count, first }) => ({
    title: `${count('cell')} with a NUL character.`,
    explanation: `The first is ${first}. The character is invisible, and many models and programs refuse it.`,
    fix: 'Remove it, or save the table again from the program that made it.',
  }),
  formula_error: ({ count, first }) => ({
    title: `${count('cell')} with an error in place of a value.`,
    explanation: `The first is ${first}. Its formula gives an error such as #DIV/0! or #N/A, and this is read as text.`,
    fix: 'Correct the formula in the workbook, save it and upload it again.',
  }),
  formula_without_value: ({ count, first }) => ({
    title: `${count('formula')} without a value.`,
    explanation: `The first is ${first}. The program that wrote the workbook did not calculate it, so the cell is read as empty.`,
    fix: 'Open the workbook in Excel or LibreOffice, save it and upload it again.',
  }),
  merged_cells: ({ count, first }) => ({
    title: `${count('range')} of merged cells.`,
    explanation: `The first begins in ${first}. Only the first cell of a merged range has the value. The others are read as empty.`,
    fix: 'If the other rows or columns need the value too, unmerge the cells, fill them and upload the workbook again.',
  }),
  long_cell: ({ count, first }) => ({
    title: `${count('cell')} with more than 32,767 characters.`,
    explanation: `The first is ${first}. It is read whole, but Excel could not hold it.`,
    fix: 'Check whether so long a text is meant. Sometimes a quote is missing, and one cell swallows the next rows.',
  }),
  hidden_rows: ({ count, first }) => ({
    title: `${count('hidden row')} in the sheet.`,
    explanation: `The first is ${first}. They are read like the others.`,
    fix: 'If they are not meant, delete them in the workbook and upload it again. A filter only hides rows.',
  }),
};

/** What was found while a table was read, in plain words that name the first row and column. */
export function describeTableProblem(problem: TableProblem, locale: string): ProblemText {
  const [place] = problem.places;
  const column = place?.column == null ? 'a column' : `“${place.column}”`;
  return problemTexts[problem.code]({
    count: (one) => formatCount(problem.count, one, locale),
    first: place === undefined ? 'unknown' : describePlace(place, locale),
    column,
  });
}

function describePlace(place: TableProblem['places'][number], locale: string): string {
  const row = `row ${formatNumber(place.row, locale)}`;
  return place.column === null ? row : `${row}, column “${place.column}”`;
}

type FactsOf = { readonly [Code in TableRefusalCode]: Extract<TableRefusal, { code: Code }>['facts'] };
type RefusalTexts = { readonly [Code in TableRefusalCode]: (facts: FactsOf[Code]) => ProblemText };

const refusalTexts: RefusalTexts = {
  table_empty: ({ sheet }) => ({
    title: sheet === null ? 'The table is empty.' : `The sheet “${sheet}” is empty.`,
    explanation: 'There is no cell with anything in it.',
    fix: sheet === null ? 'Choose a file with a header and rows.' : 'Choose another sheet, or another file.',
  }),
  table_header_only: ({ sheet }) => ({
    title: sheet === null ? 'The table has only a header.' : `The sheet “${sheet}” has only a header.`,
    explanation: 'There is no row below it to make a request of.',
    fix: 'Choose a file with rows. If its only row is data, say that the table has no header.',
  }),
  table_password: () => ({
    title: 'The workbook is protected with a password.',
    explanation: 'It is encrypted, so nothing in it can be read.',
    fix: 'Open it in Excel, remove the password under File, Info, Protect Workbook, save it and upload it again.',
  }),
  table_damaged: ({ row }) => ({
    title: 'The workbook is damaged or incomplete.',
    explanation:
      row === null
        ? 'It cannot be opened.'
        : row === 0
          ? 'Its first row cannot be read.'
          : `Nothing can be read after row ${number(row)}.`,
    fix: 'Download or copy the file again. If it still fails, open it in Excel or LibreOffice, save it under a new name and upload that.',
  }),
  table_old_excel: () => ({
    title: 'This is a workbook in a format from before 2007 (.xls or XML).',
    explanation: 'Only workbooks in the current format can be read.',
    fix: 'Open it in Excel or LibreOffice, save it as .xlsx and upload that.',
  }),
  table_open_document: () => ({
    title: 'This is an OpenDocument spreadsheet (.ods).',
    explanation: 'Of spreadsheets, only Excel workbooks can be read.',
    fix: 'Open it in LibreOffice, save it as .xlsx or .csv and upload that.',
  }),
  table_numbers: () => ({
    title: 'This is a spreadsheet of Apple Numbers.',
    explanation: 'Of spreadsheets, only Excel workbooks can be read.',
    fix: 'Open it in Numbers, choose File, Export To, Excel and upload that.',
  }),
  table_binary_workbook: () => ({
    title: 'This is a binary workbook (.xlsb).',
    explanation: 'Only ordinary Excel workbooks can be read.',
    fix: 'Open it in Excel, save it as .xlsx and upload that.',
  }),
  table_zip_bomb: () => ({
    title: 'The workbook unpacks to far more than a table holds.',
    explanation: 'Files like this are made to fill up memory and disk, so it was not opened.',
    fix: 'If you trust the file, open it in Excel or LibreOffice, copy the table into a new workbook and upload that.',
  }),
  table_too_many_columns: ({ limit, row }) => ({
    title: `Row ${number(row)} has more than ${number(limit)} columns.`,
    explanation: `A table may have up to ${number(limit)}.`,
    fix: 'Remove columns that are not needed, also a stray cell far to the right. In a CSV file, check the delimiter and the quotes.',
  }),
  table_too_many_rows: ({ limit }) => ({
    title: `The table has more than ${number(limit)} rows.`,
    explanation: `A table may have up to ${number(limit)}.`,
    fix: 'Split it into several files and upload each as a batch of its own.',
  }),
  table_cell_too_long: ({ limit, row }) => ({
    title: row === null || row === 0 ? 'A cell is too long.' : `A cell after row ${number(row)} is too long.`,
    explanation: `A cell may have up to ${number(limit)} characters.`,
    fix: 'Shorten it. In a CSV file, check the delimiter, the quotes and the line ends there.',
  }),
  table_unclosed_quote: ({ row, line }) => ({
    title: `A quote opens in line ${number(line)} and is not closed.`,
    explanation: `It is in row ${number(row)} of the table. Without the closing quote, the cell swallows the rows below it.`,
    fix: 'Close the quote, or double each quote inside of a cell (""). If the quotes are part of the text, say that the table has no quotes.',
  }),
  table_no_sheet: ({ sheet }) => ({
    title: sheet === null ? 'The workbook has no sheet with cells.' : `The workbook has no sheet “${sheet}”.`,
    explanation: sheet === null ? 'It may hold only charts.' : 'It may have been renamed or removed.',
    fix: sheet === null ? 'Choose a workbook that has a table.' : 'Choose another sheet.',
  }),
  table_not_a_table: () => ({
    title: 'This is not a table.',
    explanation: 'Tables are CSV or TSV files, or Excel workbooks (.xlsx).',
    fix: 'Save the table as .xlsx or .csv in the program that made it, and upload that.',
  }),
};

/** Why a file cannot be read as a table, and what to do. */
export function describeTableRefusal({ code, facts }: TableRefusal): ProblemText {
  return textsOf(code, facts);
}

/** The same in one sentence or two, for a message. */
export function tableRefusalText(refusal: TableRefusal): string {
  const { title, fix } = describeTableRefusal(refusal);
  return `${title} ${fix}`;
}

function textsOf<Code extends TableRefusalCode>(code: Code, facts: FactsOf[Code]): ProblemText {
  return refusalTexts[code](facts);
}

function number(count: number): string {
  return formatNumber(count, 'en');
}

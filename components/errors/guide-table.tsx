import { Ban, CircleHelp, ThumbsUp, TriangleAlert } from 'lucide-react';
import { Fragment } from 'react';
import { Cell, Row, Table, TableBody, TableHead } from '#components/data-table/table.tsx';
import type { GuideRow, GuideSection } from './guide-rows.ts';

const columns = [
  { name: 'Status and code', className: 'w-[22%]' },
  { name: 'What it means', className: 'w-[33%]' },
  { name: 'What to do' },
  { name: 'Retry', className: 'w-[24%]' },
];

/** One section of the guide as a table. */
export function GuideTable({ section }: { readonly section: GuideSection }) {
  return (
    <section className="mt-11">
      <h2 className="text-lg font-bold">{section.title}</h2>
      <p className="mt-0.5 mb-2 max-w-prose text-ink-2">{section.text}</p>
      <Table label={section.title}>
        <TableHead columns={columns} />
        <TableBody className="max-md:border-t max-md:border-line">
          {section.rows.map((row) => (
            <ErrorRow key={row.id} row={row} />
          ))}
        </TableBody>
      </Table>
    </section>
  );
}

const cellClasses = 'align-top! py-4 max-md:py-0';

function ErrorRow({ row }: { readonly row: GuideRow }) {
  return (
    <Row
      id={row.id}
      className="scroll-mt-20 target:[&>td]:bg-selected max-md:flex max-md:flex-col max-md:gap-2 max-md:py-4 max-md:target:bg-selected"
    >
      <Cell className={`${cellClasses} max-md:order-2`}>
        <Keys row={row} />
      </Cell>
      <Cell className={`${cellClasses} max-md:order-1`}>
        <p className="font-medium">{row.title}</p>
        <p className="mt-0.5 text-pretty text-ink-2">{row.explanation}</p>
      </Cell>
      <Cell className={`${cellClasses} text-pretty text-ink-2 max-md:order-3`}>{row.fix}</Cell>
      <Cell className={`${cellClasses} max-md:order-4`}>
        <Help row={row} />
      </Cell>
    </Row>
  );
}

function Keys({ row }: { readonly row: GuideRow }) {
  return (
    <div className="text-ink-2">
      {row.statusCodes.length > 0 && <p className="text-sm leading-5">HTTP {row.statusCodes.join(', ')}</p>}
      {row.codes.length > 0 && (
        <p className="mono leading-5 text-ink-3">
          {row.codes.map((code, index) => (
            <Fragment key={code}>
              {index > 0 && ', '}
              <Code>{code}</Code>
            </Fragment>
          ))}
        </p>
      )}
      {row.codes.length + row.statusCodes.length === 0 && <p className="text-sm leading-5 text-ink-3">Any other</p>}
    </div>
  );
}

/** May be broken after an underscore, where it still can be read. */
function Code({ children }: { readonly children: string }) {
  const [first = '', ...rest] = children.split('_');
  return (
    <code className="inline-block max-w-full">
      {first}
      {rest.map((part) => (
        <Fragment key={part}>
          _<wbr />
          {part}
        </Fragment>
      ))}
    </code>
  );
}

const helpWords = {
  yes: { words: 'A retry will probably help', icon: <ThumbsUp aria-hidden className="text-succeeded" /> },
  no: { words: 'A retry will not help', icon: <Ban aria-hidden className="text-ink-3" /> },
  maybe: { words: 'A retry may help', icon: <CircleHelp aria-hidden className="text-ink-3" /> },
};

const nothingToRetry = { words: 'Nothing was sent', icon: <TriangleAlert aria-hidden className="text-ink-3" /> };

function Help({ row }: { readonly row: GuideRow }) {
  const { words, icon } = row.willRetryHelp === null ? nothingToRetry : helpWords[row.willRetryHelp];
  return (
    <div className="flex gap-2 [&_svg]:mt-0.5 [&_svg]:size-4 [&_svg]:shrink-0">
      {icon}
      <div>
        <p className="font-medium">{words}</p>
        <p className="mt-0.5 text-sm text-ink-2">{row.why}</p>
      </div>
    </div>
  );
}

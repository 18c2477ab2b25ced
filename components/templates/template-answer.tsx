import { answerKindWords, fieldTypeWords } from '#components/batches/table/answer-words.ts';
import { Cell, type Column, Row, Table, TableBody, TableHead } from '#components/data-table/table.tsx';
import { Tag } from '#components/ui/tag.tsx';
import type { AnswerField, TemplateAnswer } from '#lib/shared/contract/template.ts';

/** What the answer should be. */
export function TemplateAnswerText({ answer }: { readonly answer: TemplateAnswer }) {
  const { title, text } = answerKindWords[answer.kind];
  return (
    <>
      <p>
        {title}, <span className="text-ink-3">{text.charAt(0).toLowerCase() + text.slice(1)}</span>
      </p>
      {answer.kind === 'choices' && <Choices choices={answer.choices} />}
      {answer.kind === 'fields' && <Fields fields={answer.fields} />}
      {answer.kind === 'vector' && (
        <p className="mt-2 text-ink-2">
          Of column <b className="wrap-anywhere text-ink">{answer.column}</b>
        </p>
      )}
    </>
  );
}

function Choices({ choices }: { readonly choices: readonly string[] }) {
  return (
    <ul className="mt-2.5 flex flex-wrap gap-1.5">
      {choices.map((choice) => (
        <li key={choice} className="max-w-full">
          <Tag className="wrap-anywhere">{choice}</Tag>
        </li>
      ))}
    </ul>
  );
}

const columns: readonly Column[] = [
  { name: 'Name', className: 'w-[30%]' },
  { name: 'Type', className: 'w-[20%]' },
  { name: 'Description' },
];

function Fields({ fields }: { readonly fields: readonly AnswerField[] }) {
  return (
    <div className="mt-2">
      <Table label="Fields of the answer">
        <TableHead columns={columns} />
        <TableBody>
          {fields.map(({ name, type, description, choices }) => (
            <Row key={name} className="max-md:block max-md:py-3">
              <Cell className="py-2.5 font-medium wrap-anywhere">{name}</Cell>
              <Cell className="py-2.5 text-ink-2">{fieldTypeWords[type]}</Cell>
              <Cell className="py-2.5 wrap-anywhere text-ink-2">
                {description}
                {type === 'choices' && <Choices choices={choices} />}
              </Cell>
            </Row>
          ))}
        </TableBody>
      </Table>
    </div>
  );
}

import { Fact, FactList } from '#components/ui/facts.tsx';
import type { Template } from '#lib/shared/contract/template.ts';

/** Of a template what is neither text nor answer. */
export function TemplateFacts({ template }: { readonly template: Template }) {
  const { model, imageColumn, nameColumn, numbers } = template;
  return (
    <FactList className="grid-cols-[112px_minmax(0,1fr)]">
      <Fact label="Model" align="left">
        <span className="wrap-anywhere">{model}</span>
      </Fact>
      <Fact label="Endpoint" align="left">
        {endpointName(template)}
      </Fact>
      <Fact label="Row names" align="left">
        {nameColumn === null ? 'Numbered, as in the table' : <FromColumn name={nameColumn} />}
      </Fact>
      {imageColumn !== null && (
        <Fact label="Images" align="left">
          <FromColumn name={imageColumn} />
        </Fact>
      )}
      <Fact label="Numbers" align="left">
        {numbers === 'shown' ? 'As the table shows them' : 'As plain numbers'}
      </Fact>
    </FactList>
  );
}

function endpointName({ answer, endpoint }: Template): string {
  if (answer.kind === 'vector') return 'Embeddings';
  return endpoint === '/v1/responses' ? 'Responses' : 'Chat completions';
}

function FromColumn({ name }: { readonly name: string }) {
  return <span className="wrap-anywhere">From column {name}</span>;
}

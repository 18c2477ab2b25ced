import { Download } from 'lucide-react';
import { buttonClasses } from '#components/ui/button.tsx';

const questions = ['What is the capital of France?', 'Which is the longest river of Africa?'];

const exampleFile = questions
  .map((content, index) => {
    const body = { model: 'gpt-4o-mini', messages: [{ role: 'user', content }], max_tokens: 100 };
    return `${JSON.stringify({ custom_id: `request-${index + 1}`, method: 'POST', url: '/v1/chat/completions', body })}\n`;
  })
  .join('');

/**
 * Two requests in OpenAI's batch format, to see what such a file looks like. Made here, as there is nothing
 * to ask the server for.
 */
export function ExampleFileLink() {
  return (
    <a
      href={`data:application/jsonl;charset=utf-8,${encodeURIComponent(exampleFile)}`}
      download="example.jsonl"
      className={buttonClasses({ size: 'small' })}
    >
      <Download aria-hidden />
      Example file (JSONL)
    </a>
  );
}

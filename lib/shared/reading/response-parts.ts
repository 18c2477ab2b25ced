import { isJsonObject, type JsonObject, listOf, memberOf, objectOf, textOf, writeJson } from './json-value.ts';
import { pictureText } from './picture-text.ts';
import { asText, contentParts, functionCallPart, roleName, type TextPart } from './text-part.ts';

/** One item of a response's `output` (openai 7, `ResponseOutputItem`); a type that we don't know is shown as JSON. */
export function outputItemParts(item: unknown): TextPart[] {
  if (!isJsonObject(item)) return [];
  const type = textOf(item, 'type') ?? 'Output';
  const toolUse = toolUses.get(type);
  if (toolUse !== undefined) return [{ ...toolUse(item), kind: 'aside' }];
  switch (type) {
    case 'message':
      return messageParts(item);
    case 'reasoning':
      return reasoningParts([...listOf(item, 'summary'), ...listOf(item, 'content')]);
    case 'function_call':
    case 'custom_tool_call':
      return [functionCallPart(item)];
    case 'image_generation_call':
      return pictureParts(item);
    // Nothing but the provider can read it.
    case 'compaction':
      return [];
    default:
      return [{ label: type, text: writeJson(item), kind: 'data' }];
  }
}

export function reasoningParts(content: unknown): TextPart[] {
  return contentParts('Reasoning', content).map((part) => ({ ...part, kind: 'aside' }));
}

function messageParts(item: JsonObject): TextPart[] {
  const parts = contentParts(roleName(textOf(item, 'role') ?? 'assistant'), memberOf(item, 'content'));
  return textOf(item, 'phase') === 'commentary' ? parts.map((part) => ({ ...part, kind: 'aside' })) : parts;
}

function pictureParts(item: JsonObject): TextPart[] {
  const content = textOf(item, 'result');
  const text = content === null ? (textOf(item, 'status') ?? 'no picture') : pictureText(content, item);
  return [
    { label: 'Picture', text, kind: 'data' },
    ...contentParts('Picture was asked for as', textOf(item, 'revised_prompt')),
  ];
}

type ToolUse = (item: JsonObject) => { readonly label: string; readonly text: string };

const named =
  (label: string): ToolUse =>
  (item) => ({ label, text: writeJson(item) });

/** Tools that the provider used by itself on the way to the answer. All other calls ask the reader for something. */
const toolUses: ReadonlyMap<string, ToolUse> = new Map<string, ToolUse>([
  ['web_search_call', (item) => ({ label: 'Web search', text: actionText(objectOf(item, 'action')) })],
  [
    'file_search_call',
    (item) => ({
      label: 'File search',
      text: listOf(item, 'queries')
        .map((query) => asText(query))
        .join('\n'),
    }),
  ],
  ['code_interpreter_call', (item) => ({ label: 'Code run', text: codeText(item) })],
  [
    'mcp_call',
    (item) => ({
      label: `Tool used ${textOf(item, 'name') ?? ''}`.trimEnd(),
      text: [asText(memberOf(item, 'arguments')), textOf(item, 'output')].filter((text) => text !== null).join('\n→ '),
    }),
  ],
  ['mcp_list_tools', named('Tools offered')],
  ['mcp_approval_response', named('Tool approved')],
  ['tool_search_call', named('Tool search')],
  ['tool_search_output', named('Tools found')],
  ['additional_tools', named('Tools offered')],
  ['program', named('Program')],
  ['program_output', named('Program result')],
  ['function_call_output', named('Tool result')],
  ['custom_tool_call_output', named('Tool result')],
  ['computer_call_output', named('Tool result')],
  ['local_shell_call_output', named('Tool result')],
  ['shell_call_output', named('Tool result')],
  ['apply_patch_call_output', named('Tool result')],
]);

function actionText(action: JsonObject | null): string {
  return textOf(action, 'query') ?? textOf(action, 'url') ?? textOf(action, 'pattern') ?? asText(action);
}

function codeText(item: JsonObject): string {
  const outputs = listOf(item, 'outputs').map((output) => textOf(output, 'logs') ?? textOf(output, 'url'));
  return [textOf(item, 'code'), ...outputs].filter((text) => text !== null).join('\n→ ');
}

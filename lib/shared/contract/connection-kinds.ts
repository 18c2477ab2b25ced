export const connectionKinds = ['openai', 'azure_openai', 'openai_compatible', 'sandbox'] as const;
export type ConnectionKind = (typeof connectionKinds)[number];

/** Where OpenAI itself answers. */
export const openAiAddress = 'https://api.openai.com/v1';

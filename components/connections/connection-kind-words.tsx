import { Building2, Cloud, FlaskConical, type LucideIcon, Server } from 'lucide-react';
import type { ConnectionKind } from '#lib/shared/contract/connection-kinds.ts';

interface KindWords {
  readonly name: string;
  /** Under the connection's own name. */
  readonly label: string;
  /** In the dialog, to choose by. */
  readonly text: string;
  readonly icon: LucideIcon;
}

export const connectionKindWords: Record<ConnectionKind, KindWords> = {
  openai: {
    name: 'OpenAI',
    label: 'OpenAI',
    text: 'Your account at platform.openai.com.',
    icon: Cloud,
  },
  azure_openai: {
    name: 'Azure OpenAI',
    label: 'Azure OpenAI',
    text: 'A resource of yours at Microsoft Azure.',
    icon: Building2,
  },
  openai_compatible: {
    name: 'Other OpenAI-compatible',
    label: 'Other OpenAI-compatible',
    text: 'Any provider with OpenAI’s Batch API, such as Groq, Together or a proxy.',
    icon: Server,
  },
  sandbox: {
    name: 'Sandbox',
    label: 'Built in, no key, no money',
    text: 'Made-up answers within seconds, to try things out.',
    icon: FlaskConical,
  },
};

import type { ReactNode } from 'react';
import { Logo } from '#components/layout/logo.tsx';
import { ThemeButton } from '#components/layout/theme-button.tsx';

interface GateProps {
  readonly title: string;
  readonly text: ReactNode;
  readonly children: ReactNode;
  readonly foot?: ReactNode;
}

/** A page for somebody who is not in yet: one thing to do, and no way round it. */
export function Gate({ title, text, children, foot }: GateProps) {
  return (
    <div className="page-frame grid min-h-dvh grid-rows-[auto_1fr_auto] justify-items-center">
      <header className="flex h-[72px] w-full items-center justify-between">
        <span className="flex items-center gap-2.5 text-[15px] font-bold tracking-[-0.01em]">
          <Logo className="text-primary" />
          LangBatch
        </span>
        <ThemeButton />
      </header>
      <main className="w-full max-w-[360px] self-center pt-6 pb-[72px] max-md:self-start">
        <h1 className="text-2xl font-bold">{title}</h1>
        <p className="mt-1.5 mb-6 text-ink-2">{text}</p>
        {children}
      </main>
      <footer className="py-5 text-center text-sm text-ink-3">{foot}</footer>
    </div>
  );
}

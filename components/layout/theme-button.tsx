'use client';

import { Moon } from 'lucide-react';
import { useTheme } from 'next-themes';
import { Button } from '#components/ui/button.tsx';
import { Tooltip } from '#components/ui/tooltip.tsx';

/** Light or dark. Back at what the system shows, it follows the system again. */
export function ThemeButton() {
  const { resolvedTheme, systemTheme, setTheme } = useTheme();
  const toggle = () => {
    const next = resolvedTheme === 'dark' ? 'light' : 'dark';
    setTheme(next === systemTheme ? 'system' : next);
  };
  return (
    <Tooltip content="Light or dark" side="bottom">
      <Button variant="quiet" isIcon aria-label="Light or dark" onClick={toggle}>
        <Moon aria-hidden />
      </Button>
    </Tooltip>
  );
}

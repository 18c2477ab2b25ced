'use client';

import { Monitor, Moon, Sun } from 'lucide-react';
import { useTheme } from 'next-themes';
import { Button } from '#components/ui/button.tsx';
import { Menu, MenuContent, MenuRadioGroup, MenuTrigger } from '#components/ui/menu.tsx';

const themes = [
  { value: 'light', label: 'Light', icon: <Sun aria-hidden /> },
  { value: 'dark', label: 'Dark', icon: <Moon aria-hidden /> },
  { value: 'system', label: 'Like the system', icon: <Monitor aria-hidden /> },
];

/** Light, dark, or whatever the system says. */
export function ThemeButton() {
  const { theme = 'system', setTheme } = useTheme();
  return (
    <Menu>
      <MenuTrigger
        render={
          <Button variant="quiet" isIcon aria-label="Theme">
            <Moon aria-hidden />
          </Button>
        }
      />
      <MenuContent>
        <MenuRadioGroup value={theme} onChange={setTheme} options={themes} />
      </MenuContent>
    </Menu>
  );
}

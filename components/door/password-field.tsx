'use client';

import { Eye, EyeOff } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import { Button } from '#components/ui/button.tsx';
import { Field } from '#components/ui/field.tsx';
import { Input } from '#components/ui/input.tsx';

interface PasswordFieldProps {
  readonly name?: string;
  readonly label?: string;
  readonly error: string | undefined;
  /** Whether it is made now, so that a password manager offers one. */
  readonly isNew?: boolean;
  readonly description?: string;
  /** Stands at the right of the label. */
  readonly aside?: ReactNode;
}

/** A password that can be looked at: pasting is allowed, and nothing is cut. */
export function PasswordField(props: PasswordFieldProps) {
  const { name = 'password', label = 'Password', error, isNew = false, description, aside } = props;
  const [isShown, setIsShown] = useState(false);
  return (
    <Field
      label={label}
      error={error ?? null}
      className="relative"
      {...(description === undefined ? {} : { description })}
    >
      {aside !== undefined && <span className="absolute top-0 right-0 text-sm">{aside}</span>}
      <div className="relative">
        <Input
          name={name}
          type={isShown ? 'text' : 'password'}
          autoComplete={isNew ? 'new-password' : 'current-password'}
          spellCheck={false}
          autoCapitalize="none"
          className="w-full pr-11"
        />
        <Button
          variant="quiet"
          size="small"
          isIcon
          aria-label="Show password"
          aria-pressed={isShown}
          onClick={() => setIsShown(!isShown)}
          className="absolute inset-y-0 right-1 my-auto"
        >
          {isShown ? <EyeOff aria-hidden /> : <Eye aria-hidden />}
        </Button>
      </div>
    </Field>
  );
}

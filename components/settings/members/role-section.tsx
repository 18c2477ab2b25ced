import { Check } from 'lucide-react';
import { can, rights, roles } from '#lib/shared/contract/rights.ts';
import { rightWords, roleWords } from '#lib/shared/words/role-words.ts';
import { SectionHead } from './section-head.tsx';

const title = 'What each role may do';

/** The table of rights, as it is checked. */
export function RoleSection() {
  return (
    <section>
      <SectionHead title={title} />
      <table aria-label={title} className="w-full table-fixed border-separate border-spacing-0">
        <thead>
          <tr>
            <th scope="col" className="border-b border-line py-[9px] text-left max-md:w-[42%]">
              <span className="sr-only">Right</span>
            </th>
            {roles.map((role) => (
              <th
                key={role}
                scope="col"
                className="w-[13%] border-b border-line py-[9px] text-center text-sm font-label text-ink-3 max-md:w-auto max-md:text-xs"
              >
                {roleWords[role].name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rights.map((right) => (
            <tr key={right} className="[&:last-child>*]:border-b-0">
              <th
                scope="row"
                className="h-10 border-b border-line py-2 pr-2 text-left font-normal text-pretty max-md:text-sm"
              >
                {rightWords[right]}
              </th>
              {roles.map((role) => (
                <td key={role} className="border-b border-line text-center text-ink-3">
                  {can(role, right) ? <Yes /> : '–'}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function Yes() {
  return (
    <>
      <Check aria-hidden className="mx-auto size-4 text-ink" />
      <span className="sr-only">yes</span>
    </>
  );
}

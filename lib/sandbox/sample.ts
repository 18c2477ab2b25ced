interface SampleRequest {
  readonly customId: string;
  readonly system: string;
  readonly user: string;
}

const model = 'gpt-4o-mini';
const maxTokens = 200;

const sentiment = 'You sort customer reviews. Answer with positive, neutral or negative, and one short reason.';
const support = 'You answer customer e-mails for a small online shop. Be kind, be brief, and name the next step.';
const catalogue = 'You write product texts for an online shop. Two sentences, no superlatives.';
const translator = 'You translate into German. Keep names and numbers as they are.';
const analyst = 'You summarise notes for a busy reader in three bullet points.';

/** What happens to some of them is said in the request itself, and the pages explain it. */
const requests: readonly SampleRequest[] = [
  sample('review-001', sentiment, 'The kettle boils fast and looks lovely on the counter. Would buy it again.'),
  sample('review-002', sentiment, 'Arrived two days late, but the seller wrote at once and the lamp itself is fine.'),
  sample('review-003', sentiment, 'Broke after a week. The shop has not answered my two messages.'),
  sample('review-004', sentiment, 'It is a chair. It does what a chair does.'),
  sample('review-005', sentiment, 'My daughter will not take the rain jacket off, even indoors!'),
  sample('review-006', sentiment, 'Schöne Farbe, aber eine Nummer zu klein. Umtausch ging schnell.'),
  sample(
    'review-007',
    sentiment,
    'Good sound, weak battery: four hours instead of the promised ten. [[sandbox:429 once]]',
  ),
  sample('email-001', support, 'Hello, I ordered on Monday (order 48213) and still have no tracking number. Ines'),
  sample('email-002', support, 'Can I still change the delivery address of order 48377? I am moving on Friday.'),
  sample('email-003', support, 'The blue mug came in pieces. A photo is attached. What now? [[sandbox:500 once]]'),
  sample('email-004', support, 'Do you ship to Iceland, and what would it cost for two blankets?'),
  sample('email-005', support, 'Please send me an invoice with our VAT number for order 47990. [[sandbox:cut]]'),
  sample('email-006', support, 'I have been charged twice for order 48102. [[sandbox:missing once]]'),
  sample('product-001', catalogue, 'Wool blanket, 130 × 180 cm, undyed, woven in Portugal, washable at 30 °C.'),
  sample('product-002', catalogue, 'Desk lamp, brass, dimmable, LED included, cable 1.8 m.'),
  sample('product-003', catalogue, 'Enamel mug, 350 ml, dishwasher safe, five colours. [[sandbox:500 once]]'),
  sample('product-004', catalogue, 'The whole catalogue of 2025 in one go, all 1,400 products. [[sandbox:400]]'),
  sample('product-005', catalogue, 'Folding bicycle basket, steel, fits handlebars of 22 to 32 mm. [[sandbox:empty]]'),
  sample('translate-001', translator, 'Thank you for your order. It leaves our warehouse today.'),
  sample('translate-002', translator, 'Returns are free within 30 days. Please use the label in the box.'),
  sample(
    'translate-003',
    translator,
    'The sale ends on Sunday at midnight. Members save 15 % on everything. [[sandbox:refused]]',
  ),
  sample(
    'summary-001',
    analyst,
    'Monday call: stock of blankets down to 40, supplier delayed until 12 December, two big orders open. [[sandbox:list]]',
  ),
  sample(
    'summary-002',
    analyst,
    'Survey of 212 customers: 81 % would recommend us, delivery time named most often as a reason not to.',
  ),
  sample(
    'summary-003',
    analyst,
    'Returns in October: 5.2 %, mostly sizes of rain jackets; the new size table goes live next week.',
  ),
];

function sample(customId: string, system: string, user: string): SampleRequest {
  return { customId, system, user };
}

/**
 * A small batch file for trying the product on the sandbox: most requests succeed, one never will, and four
 * fail or go missing the first time and succeed when they are sent again. Of the answers one is a list, one
 * is cut short, one empty and one refused. `run` is another one for each file, or the sandbox would take them
 * for sent again at once.
 */
export function sampleRequests(run: string): string {
  return requests.map((request) => `${JSON.stringify(convertToLine(request, run))}\n`).join('');
}

function convertToLine({ customId, system, user }: SampleRequest, run: string): unknown {
  return {
    custom_id: customId,
    method: 'POST',
    url: '/v1/chat/completions',
    body: {
      model,
      messages: [
        { role: 'system', content: system },
        { role: 'user', content: user },
      ],
      max_tokens: maxTokens,
      user: run,
    },
  };
}

const regions = ['eu', 'us', 'apac'];
const topics = ['returns', 'billing', 'delivery', 'warranty', 'account'];

/**
 * The custom_id of a line, such as `eu-returns-0000001-9e3779b1`: what systems that export requests make of
 * their own keys.
 */
export function customIdOf(line: number): string {
  const mixed = Math.imul(line, 0x9e3779b1) >>> 0;
  const region = regions[mixed % regions.length] ?? '';
  const topic = topics[mixed % topics.length] ?? '';
  return `${region}-${topic}-${String(line).padStart(7, '0')}-${mixed.toString(16).padStart(8, '0')}`;
}

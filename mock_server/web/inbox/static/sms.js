// How a handset receives an SMS: its alphabet, its length and where it is divided.

const BASIC = new Set(
  "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà",
);
const EXTENDED = new Set("^{}\\[~]|€\f");

/** Return encoding, length and the parts as a handset counts them. */
export function segments(text) {
  const characters = [...text];
  const isGsm = characters.every((each) => BASIC.has(each) || EXTENDED.has(each));
  const cost = (each) => (isGsm ? (EXTENDED.has(each) ? 2 : 1) : each.length);
  const length = characters.reduce((sum, each) => sum + cost(each), 0);
  const [single, part] = isGsm ? [160, 153] : [70, 67];
  const parts = [];
  let current = "", used = 0;
  const room = length <= single ? single : part;
  for (const each of characters) {
    if (used + cost(each) > room) {
      parts.push(current);
      current = "";
      used = 0;
    }
    current += each;
    used += cost(each);
  }
  if (current || !parts.length) parts.push(current);
  return { encoding: isGsm ? "GSM 7" : "UCS-2", length, parts };
}

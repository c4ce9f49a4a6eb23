// DNS replies for the tests, written from records as answers files hold them (RFC 1035 4). Independent of the
// core, whose decoder they feed.

const types = { A: 1, NS: 2, CNAME: 5, SOA: 6, PTR: 12, MX: 15, TXT: 16, AAAA: 28, SPF: 99 };
const u16 = (number) => [number >> 8 & 255, number & 255];

// Text form (RFC 1035 5.1) to octets.
function octetsOf(text) {
  const octets = [];
  for (let i = 0; i < text.length; i++) {
    const escape = /^\\(\d{3}|[^0-9])/.exec(text.slice(i, i + 4));
    if (!escape) octets.push(...new TextEncoder().encode(text[i]));
    else octets.push(escape[1].length === 3 ? Number(escape[1]) : escape[1].charCodeAt(0));
    if (escape) i += escape[0].length - 1;
  }
  return octets;
}

function nameOctets(name) {
  if (name === '.' || name === '') return [0];
  const labels = name.replace(/\.$/, '').match(/(\\.|[^.\\])+/gs);
  return [...labels.flatMap((label) => { const o = octetsOf(label); return [o.length, ...o]; }), 0];
}

function addressOctets(text) {
  if (!text.includes(':')) return text.split('.').map(Number);
  const [head, tail] = text.split('::').map((part) => (part ? part.split(':') : []));
  const zeros = tail ? Array(8 - head.length - tail.length).fill('0') : [];
  return [...head, ...zeros, ...(tail ?? [])].flatMap((group) => u16(parseInt(group, 16)));
}

function data(type, record) {
  switch (type) {
    case 'A': case 'AAAA': return addressOctets(record);
    case 'MX': return [...u16(record.preference), ...nameOctets(record.exchange)];
    case 'TXT': case 'SPF':
      return [record].flat().flatMap((string) => { const o = octetsOf(string); return [o.length, ...o]; });
    default: return nameOctets(record);
  }
}

function resourceRecord(name, type, octets, ttl = 300) {
  return [...nameOctets(name), ...u16(type), ...u16(1), ...u16(ttl >> 16), ...u16(ttl), ...u16(octets.length), ...octets];
}

const soa = resourceRecord('example', types.SOA,
  [...nameOctets('ns.example'), ...nameOctets('admin.example'), ...Array(16).fill(0), 0, 0, 1, 44]);

// The reply of a server to `query` (octets): answers are those of its name, aliases first; status of the last one.
export function reply(query, answers) {
  const last = answers.at(-1);
  const codes = { ok: 0, nodata: 0, nxdomain: 3, servfail: 2, bogus: 2 };
  const records = answers.flatMap((answer) => (answer.records ?? []).map((record) =>
    resourceRecord(answer.name, types[answer.type], data(answer.type, record), answer.ttl)));
  const negative = last.status === 'nodata' || last.status === 'nxdomain';
  // RFC 8914 4.7: DNSSEC Bogus.
  const extra = last.status === 'bogus' ? [0, 0, 41, 4, 208, 0, 0, 0, 0, ...u16(6), ...u16(15), ...u16(2), ...u16(6)] : [];
  return new Uint8Array([
    ...query.slice(0, 2), 0x81, 0x80 | codes[last.status], ...u16(1), ...u16(records.length), ...u16(negative ? 1 : 0),
    ...u16(extra.length ? 1 : 0), ...query.slice(12), ...records.flat(), ...(negative ? soa : []), ...extra,
  ]);
}

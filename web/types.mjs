// Writes the TypeScript types of the report from its JSON Schema.
// Usage: node types.mjs SCHEMA.JSON OUT.TS

import { readFileSync, writeFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';

const typeName = (name) => name.replace(/(^|_)(\w)/g, (_, bar, letter) => letter.toUpperCase());

function simple(type) {
  return {
    string: 'string',
    integer: 'number',
    boolean: 'boolean',
    null: 'null',
    object: 'Record<string, unknown>',
    array: 'unknown[]',
  }[type];
}

function object(schema, indent) {
  const required = new Set(schema.required ?? []);
  const inner = indent + '  ';
  const members = Object.entries(schema.properties).map(([name, member]) => {
    const comment = member.description ? `${inner}/** ${member.description} */\n` : '';
    return `${comment}${inner}${name}${required.has(name) ? '' : '?'}: ${type(member, inner)};\n`;
  });
  return `{\n${members.join('')}${indent}}`;
}

function type(schema, indent = '') {
  if (schema.$ref) return typeName(schema.$ref.split('/').at(-1));
  if ('const' in schema) return JSON.stringify(schema.const);
  if (schema.enum) return schema.enum.map((value) => JSON.stringify(value)).join(' | ');
  if (schema.anyOf) return schema.anyOf.map((one) => type(one, indent)).join(' | ');
  const types = [schema.type ?? 'object'].flat();
  return types
    .map((one) => {
      if (one === 'object' && schema.properties) return object(schema, indent);
      if (one === 'object' && schema.additionalProperties?.type) {
        return `Record<string, ${type(schema.additionalProperties, indent)}>`;
      }
      if (one === 'array' && schema.items) return `Array<${type(schema.items, indent)}>`;
      return simple(one);
    })
    .join(' | ');
}

export function types(schema) {
  const lines = ['// Written by types.mjs from schema/indicia-1.schema.json.\n'];
  for (const [name, one] of [['report', schema], ...Object.entries(schema.$defs)]) {
    lines.push(`export type ${typeName(name)} = ${type(one)};\n`);
  }
  return lines.join('\n');
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  const [from, to] = process.argv.slice(2);
  writeFileSync(to, types(JSON.parse(readFileSync(from, 'utf8'))));
}

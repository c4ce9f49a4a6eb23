// What build.mjs puts into the bundle.
declare module 'indicia:phrases' {
  const phrases: Record<'en' | 'ru', Record<string, string>>;
  export default phrases;
}
declare module 'indicia:examples' {
  const examples: Record<
    'pass' | 'list' | 'spoof',
    { message: string; answers: string; options: Record<string, unknown> }
  >;
  export default examples;
}
declare module 'indicia:worker' {
  const source: string;
  export default source;
}

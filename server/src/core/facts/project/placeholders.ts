/** What stands in a manifest before somebody has written it: words of the tools that made it, and of templates. */
const PLACEHOLDERS: readonly RegExp[] = [
  /^(?:none|null|undefined|unknown|untitled|placeholder|change[ _-]?me|n\/a|tb[da]|x{3,}|\.{3}|-+)$/i,
  /^(?:TODO|FIXME)(?=$|[:.\s(])(?!\s*(?:apps?|applications?|lists?|api|service|manager)\b)/,
  /^lorem ipsum\b/i,
  // "Add your description here", "Describe your project"
  /^(?:add|insert|enter|put|write|describe|replace)\b.{0,60}\bhere\W*$/i,
  /^(?:add|insert|enter|write|describe)\s+(?:(?:an?|the|your|this|short|brief|project|package)\s+)*(?:description|summary|project|name|text)\W*$/i,
  // "A short description of the project"
  /^(?:(?:an?|the|your|my|this|some|short|brief|long|project|package|module|app|application)\s+)*(?:description|summary)(?:\s+of\s+(?:(?:the|your|my|this)\s+)?(?:project|package|module|app|application))?\W*$/i,
  /^(?:demo project for spring boot|a new flutter project|(?:my|default|example|sample)\s+(?:(?:new|awesome|first)\s+)?(?:project|app|application|package))\W*$/i,
  /^(?:your|my)[ _-](?:user ?name|name|organi[sz]ation|company|team|e-?mail)\b/i,
  // Addresses that nobody can have (RFC 2606), and what Maven's quickstart fills in.
  /(?:@|:\/\/|^)(?:[\w-]+\.)*example\.(?:com|org|net)\b/i,
  /^https?:\/\/maven\.apache\.org\/?$/,
  /\b(?:your[-_]?(?:user(?:name)?|org(?:anization)?|name|repo(?:sitory)?|project|company)|(?:user(?:name)?|owner|org)\/(?:repo(?:sitory)?|project(?:name)?))\b/i,
  // Templates that nobody has filled in.
  /^\S*(?:\{\{\s*\w.*\}\}|<%.*%>)\S*$|\{[{%]-?\s*cookiecutter\b|^[$#]\{[^}]*\}$|^@[\w.-]+@$|^%\w+%$|^__\w+__$|^<[^<>@]+>$|^\[(?:your|insert|project|name)\b[^\]]*\]$/i,
];

/** Versions that Maven's and Spring's generators fill in, and ones that stand where a tool sets them later. */
const UNCHOSEN = /^v?0\.0\.0|^(?:0\.0\.1|1\.0)-SNAPSHOT$/i;

/** Whether a text only holds the place of another. */
export const isPlaceholder = (text: string): boolean => PLACEHOLDERS.some((pattern) => pattern.test(text));

/** Whether a package is called as a framework's generator calls what nobody has named yet. */
export const isStarter = (name: string): boolean =>
  /^(?:vite|vue|react|svelte|sveltekit|astro|nuxt|next|remix|angular|qwik|solid|preact|express|nest|electron)[-_]?(?:\w+[-_])?(?:app|project|starter|template)$/i.test(
    name,
  ) ||
  /^(?:my|your|example|sample|test|demo|new)[-_]?(?:\w+[-_])?(?:app|project|package|website|site|server|api)$/i.test(
    name,
  ) ||
  /(?:^|[-_])(?:starter|starter-kit|skeleton|boilerplate)(?:$|[-_])/i.test(name);

/** A version that somebody chose. */
export const released = (text: string): string | undefined =>
  /^v?\d/i.test(text) && !UNCHOSEN.test(text) ? text : undefined;

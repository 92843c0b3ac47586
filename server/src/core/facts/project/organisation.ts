/** Words that only an organisation bears, wherever they stand in its name. */
const WORDS =
  /\b(?:inc(?:orporated)?|gmbh|ggmbh|ltd|limited|llc|llp|plc|pty|corp(?:oration)?|compan(?:y|ies)|foundation|labs?|laborator(?:y|ies|ium)|teams?|groups?|gruppe|projects?|projekt|universit(?:y|ies|ät|é|à|eit|et)|universidad|institut[eo]?|college|school|society|association|consortium|alliance|communit(?:y|ies)|organi[sz]ation|studios?|systems|software|solutions|technolog(?:y|ies)|networks?|services|consulting|enterprises?|industries|holdings?|department|ministry|agency|authority|council|collective|cent(?:er|re)|e\.\s?v|s\.?a\.?r\.?l|b\.v|n\.v)(?![\p{L}\p{Nd}])/iu;
/** Legal forms that are words or names too where they are not written like this, at the end. */
const LEGAL_FORM = /[\s,](?:AG|SE|SA|SAS|AB|AS|Oy|ApS|KG|BV|NV|Co\.|& Co|SpA|KK)\.?$/;
/** A person's place in an organisation, or where to reach somebody. */
const NOTE = /[@#/|:]|\s[-–—~]\s|\b(?:at|from|by)\b/i;

/** Whether a name is an organisation's: by its words, or because the project says so itself (`known`). An address, a note or a list of people is none, nor is a lone handle. */
export function isOrganisation(name: string, known: readonly string[]): boolean {
  const text = name.replace(/\([^)]*\)|["']?https?:\/\/\S*/g, '').trim();
  if (text === '' || NOTE.test(text)) return false;
  if (/,(?!\s*(?:inc|ltd|llc|llp|gmbh|corp|s\.?a)\b)/i.test(text)) return false;
  return (
    WORDS.test(text) ||
    LEGAL_FORM.test(text) ||
    (/[\p{Lu}\s]/u.test(text) && known.some((one) => slug(one) === slug(text)))
  );
}

const slug = (name: string): string =>
  name
    .toLowerCase()
    .replace(/[\s._-]+/g, '-')
    .replace(/^-|-$/g, '');

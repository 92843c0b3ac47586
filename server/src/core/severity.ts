/** How much a finding weighs; the names are those of the reports and of the settings. */
export type Severity = 'error' | 'warning' | 'information' | 'hint';

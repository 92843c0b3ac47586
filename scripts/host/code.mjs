#!/usr/bin/env node
// The executable that stands in for `code`: see code.ts.
import { register } from 'tsx/esm/api';

register();
await import('./code.ts');

// A failure that lies in the settings and not in the command line: it ends with another exit code.
import { Failure } from '../../core/index.ts';

export class BadSettings extends Failure {}

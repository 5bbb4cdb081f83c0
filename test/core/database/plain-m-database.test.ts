import { createMDatabase } from '../../../core/database/plain-m-database.ts';
import { mDatabaseContract } from '../../contract/m-database.contract.ts';

mDatabaseContract('a Map', createMDatabase);

import { createMemoryDatabase } from '../../../core/database/memory-database.ts';
import { databaseContract } from '../../contract/database.contract.ts';

databaseContract('the database in RAM', async () => createMemoryDatabase());

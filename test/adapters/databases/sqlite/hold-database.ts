// A process of its own for CS-17: takes the write lock of a database, says so, and keeps it until it is killed.
import Sqlite from 'better-sqlite3';

const connection = new Sqlite(process.argv[2]);
connection.exec('BEGIN IMMEDIATE');
console.log('held');
setInterval(() => connection.inTransaction, 60_000);

/** Rows of the tile that this engine runs fastest, 4, 5 or 6: given where the module is instantiated, and constant. */
export declare const rows: i32

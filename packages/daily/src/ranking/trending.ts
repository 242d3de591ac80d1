export interface Term { name: string }

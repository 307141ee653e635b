ALTER TABLE benefits VALIDATE CONSTRAINT benefits_type_check;

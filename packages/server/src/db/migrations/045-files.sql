-- Files that come with what is sold. They are kept beside the books, so that a backup holds both as of one instant.

CREATE TABLE files (
  id uuid PRIMARY KEY,
  created_at timestamptz NOT NULL,
  modified_at timestamptz,
  deleted_at timestamptz,
  organization_id uuid NOT NULL REFERENCES organizations,
  name text NOT NULL,
  version text,
  mime_type text NOT NULL,
  size bigint NOT NULL CHECK (size > 0),
  -- As hexadecimal digits; until all has come, what the seller said of it.
  sha256 text,
  uploaded_at timestamptz,
  CHECK (uploaded_at IS NULL OR sha256 IS NOT NULL)
);
CREATE INDEX files_organization ON files (organization_id, created_at);
CREATE INDEX files_unfinished ON files (created_at) WHERE uploaded_at IS NULL;

-- As they are sent, in any order and perhaps more than once.
CREATE TABLE file_parts (
  file_id uuid NOT NULL REFERENCES files ON DELETE CASCADE,
  number integer NOT NULL,
  expected_sha256 text,
  size bigint,
  sha256 text,
  CHECK ((size IS NULL) = (sha256 IS NULL)),
  PRIMARY KEY (file_id, number)
);

-- Small enough that many of them are read at once.
CREATE TABLE file_pieces (
  file_id uuid NOT NULL,
  number integer NOT NULL,
  place integer NOT NULL,
  bytes bytea NOT NULL,
  PRIMARY KEY (file_id, number, place),
  FOREIGN KEY (file_id, number) REFERENCES file_parts ON DELETE CASCADE
);
-- What is packed already gains nothing by being packed again.
ALTER TABLE file_pieces ALTER COLUMN bytes SET STORAGE EXTERNAL;

CREATE TABLE file_downloads (
  file_id uuid NOT NULL REFERENCES files,
  benefit_id uuid NOT NULL REFERENCES benefits,
  customer_id uuid NOT NULL REFERENCES customers,
  first_at timestamptz NOT NULL,
  last_at timestamptz NOT NULL,
  count integer NOT NULL CHECK (count > 0),
  PRIMARY KEY (file_id, benefit_id, customer_id)
);
CREATE INDEX file_downloads_customer ON file_downloads (customer_id);

ALTER TABLE benefits
  DROP CONSTRAINT benefits_type_check,
  ADD CONSTRAINT benefits_type_check
    CHECK (type IN ('custom', 'downloadables', 'feature_flag', 'license_keys')) NOT VALID;

"""What a customer takes home: the same advice as a page for a phone, with its papers, behind a link."""

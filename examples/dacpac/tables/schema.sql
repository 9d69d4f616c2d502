create schema [shop] authorization [dbo];

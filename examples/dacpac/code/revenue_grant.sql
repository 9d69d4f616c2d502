grant select on [shop].[revenue] to [reader];

create role [reader];

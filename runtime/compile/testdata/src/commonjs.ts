const rates = require("./rates.json");
module.exports = () => rates;

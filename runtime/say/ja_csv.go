package say

var jaCsv = table{}
